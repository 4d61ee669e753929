"""A walk over the real screen: a card says what to press, and waits until it is done."""
