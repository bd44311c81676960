"""Becoming and being a leader (楼长、联户长): put forward, interviewed, on probation, appointed."""
