"""What an incoming email is, and what it says."""

from .classifier import DETECTORS, Verdict, classify
