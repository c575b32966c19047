"""The genealogy as EPCIS 2.0 events (GS1), and the query interface that answers with them."""
