"""The tables of phrases that detectors look for, by language; `matching` says how they are written."""
