"""Sessions: when, where, who came, and the record that is read out and signed."""
