"""Tests of the judge on trial."""
