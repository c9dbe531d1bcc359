"""Counts in Redis (or Valkey), by the server's clock, each attempt in one step: processes and machines share one window."""

from redis.asyncio import Redis
from redis.exceptions import RedisError

from launchready_guard.window import Limit, StoreError, Taken

# Times are whole microseconds of the server's clock. Should it be set back, what lies in the future counts as of now.
_TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local count, span = tonumber(ARGV[1]), tonumber(ARGV[2])
local last = redis.call('LINDEX', KEYS[1], -1)
if last and tonumber(last) > now then
  for place, taken in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
    if tonumber(taken) > now then redis.call('LSET', KEYS[1], place - 1, string.format('%.0f', now)) end
  end
end
local first = redis.call('LINDEX', KEYS[1], 0)
while first and tonumber(first) <= now - span do
  redis.call('LPOP', KEYS[1])
  first = redis.call('LINDEX', KEYS[1], 0)
end
local held = redis.call('LLEN', KEYS[1])
local allowed = 0
if held < count then
  redis.call('RPUSH', KEYS[1], string.format('%.0f', now))
  redis.call('PEXPIRE', KEYS[1], math.ceil(span / 1000))
  held = held + 1
  allowed = 1
end
local left = math.max(0, count - held)
local wait = 0
if left == 0 then wait = tonumber(redis.call('LINDEX', KEYS[1], -count)) - (now - span) end
return {allowed, left, string.format('%.0f', wait)}
"""
_MICRO = 1_000_000


class RedisStore:
    """A `window.Store` over a client of yours. Give the client short time-outs: a request waits for the answer."""

    def __init__(self, client: "Redis", *, prefix: str = "launchready-guard:") -> None:
        """Takes the client, and what stands before each key."""
        self._client, self._prefix = client, prefix
        self._take = client.register_script(_TAKE)

    async def take(self, key: str, limit: Limit) -> Taken:
        """Counts one attempt, or refuses it.

        Raises:
            StoreError: the server gives no answer.
        """
        try:
            allowed, left, wait = await self._take(
                keys=[self._prefix + key], args=[limit.count, round(limit.seconds * _MICRO)]
            )
        except (RedisError, OSError) as error:
            raise StoreError(str(error)) from error
        return Taken(bool(allowed), int(left), int(wait) / _MICRO)

    async def give_back(self, key: str) -> None:
        """The last attempt of this key did not count after all.

        Raises:
            StoreError: the server gives no answer.
        """
        try:
            await self._client.rpop(self._prefix + key)
        except (RedisError, OSError) as error:
            raise StoreError(str(error)) from error
