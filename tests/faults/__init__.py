"""What goes wrong on a bad day: each fault ends with words, a way on, and nothing lost.

Every test here is marked `fault`; the run counts those that the program survived.
"""
