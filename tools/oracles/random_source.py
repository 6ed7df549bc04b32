"""The project's random source (lib/core/random.ts) in Python, so that oracles can draw the same numbers."""

import math

U32 = 0xFFFFFFFF


def _rotl(x, k):
    return ((x << k) | (x >> (32 - k))) & U32


def _mix(state, word):
    k = (word * 0xCC9E2D51) & U32
    k = (_rotl(k, 15) * 0x1B873593) & U32
    return (_rotl(state ^ k, 13) * 5 + 0xE6546B64) & U32


def _finish(state):
    state = ((state ^ (state >> 16)) * 0x85EBCA6B) & U32
    state = ((state ^ (state >> 13)) * 0xC2B2AE35) & U32
    return state ^ (state >> 16)


def _hash_keys(lane, keys):
    state = lane
    for key in keys:
        if isinstance(key, str):
            for char in key:
                state = _mix(state, ord(char))
            state = _mix(state, ~len(key) & U32)
        else:
            state = _mix(_mix(state, key & U32), (key >> 32) & U32)
    return _finish(state)


class RandomSource:
    def __init__(self, *keys):
        self.s = [_hash_keys((lane * 0x9E3779B9) & U32, keys) for lane in (1, 2, 3, 4)]

    def next(self):
        a, b, c, d = self.s
        result = (_rotl((b * 5) & U32, 7) * 9) & U32
        c ^= a
        d ^= b
        self.s = [a ^ d, b ^ c, c ^ ((b << 9) & U32), _rotl(d, 11)]
        return result / 2**32

    def uniform(self, low, high):
        return low + (high - low) * self.next()

    def integer(self, bound):
        return math.floor(self.next() * bound)

    def chance(self, probability):
        return self.next() < probability
