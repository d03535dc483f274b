"""Sound and moving pictures among the documents: which files they are, and what browsers are told of them."""

AUDIO = {"mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg"}
VIDEO = {"mp4": "video/mp4", "webm": "video/webm"}
CAPTIONS = {"vtt": "text/vtt"}
TYPES = {**AUDIO, **VIDEO, **CAPTIONS}
