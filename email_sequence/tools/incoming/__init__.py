"""What an incoming email is, and what it says.

- `classifier`: the table of detectors, in the order in which they are asked; `classify` asks them
- `detectors/`: the detectors (`notices`, `responders`) and the signs of a person that outweigh them (`human_signs`)
- `phrases/`: the tables of phrases that detectors look for, by language; `matching` says how they are written
- `parsed_email`, `quotations`, `delivery_reports`: what detectors read
- `return_date`, `named_days`: the day on which an absent person is back
- `facts`: all of it in one object, for the gateway
"""

from .classifier import DETECTORS, Verdict, classify
