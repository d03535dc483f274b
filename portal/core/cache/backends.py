"""A Redis that may be away: what is asked of it then is simply not there."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

SECONDS = 1  # a page is made faster without the cache than it would wait longer for it


def _or(missing: Callable[..., Any]) -> Callable:
    """The method of Django's cache of that name; where Redis doesn't answer, what `missing` gives."""

    @wraps(missing)
    def guarded(self: RedisCache, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(RedisCache, missing.__name__)(self, *args, **kwargs)
        except (RedisError, OSError) as error:
            logger.warning("Redis does not answer: %s", error)
            return missing(self, *args, **kwargs)

    return guarded


class ForgivingRedisCache(RedisCache):
    """Pages go on without it. `add` says no, so that what must happen once, or counts attempts, does not happen."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        options = params.setdefault("OPTIONS", {})
        options.setdefault("socket_timeout", SECONDS)
        options.setdefault("socket_connect_timeout", SECONDS)
        options.setdefault("retry", Retry(NoBackoff(), 0))
        super().__init__(server, params)

    @_or
    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return default

    @_or
    def get_many(self, keys: Any, version: int | None = None) -> dict:
        return {}

    @_or
    def has_key(self, key: Any, version: int | None = None) -> bool:
        return False

    @_or
    def set(self, *args: Any, **kwargs: Any) -> None:
        return None

    @_or
    def set_many(self, data: dict, *args: Any, **kwargs: Any) -> list:
        return list(data)

    @_or
    def add(self, *args: Any, **kwargs: Any) -> bool:
        return False

    @_or
    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return False

    @_or
    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return False

    @_or
    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        return None

    @_or
    def clear(self) -> bool:
        return False

    @_or
    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        raise ValueError(f"Key {key!r} not found")
