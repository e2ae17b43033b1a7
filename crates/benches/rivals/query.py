"""Reads lines of JSON with DuckDB, in columns that are declared. Prints the lines, those that cannot be read, and the seconds.

usage: query.py FILE THREADS (structs | json)

`structs` declares the members that people query. `json` leaves the events as JSON, which is less than `check` reads.
"""

import sys
import time

import duckdb

USER = (
    "STRUCT(id_str VARCHAR, name VARCHAR, screen_name VARCHAR, location VARCHAR, description VARCHAR, url VARCHAR, "
    "created_at VARCHAR, followers_count BIGINT, friends_count BIGINT, statuses_count BIGINT, verified BOOLEAN, "
    "profile_image_url_https VARCHAR)"
)
ENTITIES = (
    "STRUCT(hashtags STRUCT(text VARCHAR)[], urls STRUCT(url VARCHAR, expanded_url VARCHAR)[], "
    "user_mentions STRUCT(id_str VARCHAR, screen_name VARCHAR)[], "
    "media STRUCT(id_str VARCHAR, media_url_https VARCHAR, type VARCHAR)[])"
)
OF_TWEET = (
    "id_str VARCHAR, created_at VARCHAR, text VARCHAR, source VARCHAR, lang VARCHAR, "
    "in_reply_to_status_id_str VARCHAR, in_reply_to_user_id_str VARCHAR, retweet_count BIGINT, "
    f"favorite_count BIGINT, user {USER}, entities {ENTITIES}"
)
TWEET = f"STRUCT({OF_TWEET}, retweeted_status STRUCT({OF_TWEET}), quoted_status STRUCT({OF_TWEET}))"
MESSAGE = (
    "STRUCT(type VARCHAR, id VARCHAR, created_timestamp VARCHAR, message_create STRUCT("
    "target STRUCT(recipient_id VARCHAR), sender_id VARCHAR, message_data STRUCT(text VARCHAR)))"
)
BETWEEN_USERS = f"STRUCT(type VARCHAR, created_timestamp VARCHAR, target {USER}, source {USER})"

STRUCTS = {
    "for_user_id": "VARCHAR",
    "tweet_create_events": f"{TWEET}[]",
    "favorite_events": f"STRUCT(id VARCHAR, created_at VARCHAR, favorited_status {TWEET}, user {USER})[]",
    "follow_events": f"{BETWEEN_USERS}[]",
    "block_events": f"{BETWEEN_USERS}[]",
    "mute_events": f"{BETWEEN_USERS}[]",
    "direct_message_events": f"{MESSAGE}[]",
    "tweet_delete_events": "STRUCT(status STRUCT(id VARCHAR, user_id VARCHAR), timestamp_ms VARCHAR)[]",
    "data": "STRUCT(event_type VARCHAR, event_uuid VARCHAR, filter STRUCT(user_id VARCHAR), tag VARCHAR, payload JSON)",
}


def main() -> None:
    path, threads, kind = sys.argv[1:]
    columns = STRUCTS if kind == "structs" else {name: "JSON" for name in STRUCTS}
    # A hash touches all of a column.
    hashes = ", ".join(f"bit_xor(hash({name}))" for name in columns)
    filled = " or ".join(f"{name} is not null" for name in columns)
    connection = duckdb.connect()
    connection.execute(f"set threads = {int(threads)}")
    start = time.perf_counter()
    row = connection.execute(
        f"select count(*), count(*) filter (not ({filled})), {hashes} from read_json(?, "
        f"format = 'newline_delimited', ignore_errors = true, columns = {columns})",
        [path],
    ).fetchone()
    print(row[0], row[1], time.perf_counter() - start)


main()
