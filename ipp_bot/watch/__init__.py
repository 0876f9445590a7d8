"""What a filing by hand tells of a portal: values name fields, and the profile's lines follow."""

from ipp_bot.watch.lessons import Lessons, learn
from ipp_bot.watch.questions import Question
from ipp_bot.watch.recording import Recording, Step

__all__ = ["Lessons", "Question", "Recording", "Step", "learn"]
