"""How fast the parts are against what people would use instead: ratios, both sides in one run."""
