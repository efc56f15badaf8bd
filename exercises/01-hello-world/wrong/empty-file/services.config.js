// My plan: first the tests, then this file.
