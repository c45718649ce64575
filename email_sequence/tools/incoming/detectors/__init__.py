"""The detectors that the table in `classifier` lists, and the signs of a person that outweigh them."""
