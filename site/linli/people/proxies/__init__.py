"""Acting for another (代办): who may do what for whom, by whose word, until when."""
