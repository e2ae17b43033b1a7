"""Signs in and posts with clients of X's API in Python: sign_in.py CONTROL PORT CA_FILE.

The clients call X's hosts, which are resolved to PORT of this machine. They trust CA_FILE.
"""

import os
import sys

import requests
import tweepy
import twython
import xdk
import xdk.oauth1_auth
import xdk.posts.models
from requests_oauthlib import OAuth1Session

from redirect import redirect

control, port, ca_file = sys.argv[1:4]
os.environ["REQUESTS_CA_BUNDLE"] = ca_file
redirect(["api.twitter.com", "api.x.com"], int(port))

app = requests.get(f"{control}/emulator/credentials").json()["apps"][0]
key, secret = app["consumer_key"], app["consumer_secret"]


def pin_of(request_token):
    """Allows a sign-in as a user would in the browser, and returns the PIN."""
    path = f"{control}/emulator/sign-ins/{request_token}/allow"
    response = requests.post(path, json={"user": "ada"})
    response.raise_for_status()
    return response.json()["pin"]


def sample(host):
    """X's sample code for v2."""
    api = f"https://{host}"
    session = OAuth1Session(key, client_secret=secret)
    query = "oauth_callback=oob&x_auth_access_type=write"
    begun = session.fetch_request_token(f"{api}/oauth/request_token?{query}")
    session = OAuth1Session(
        key,
        client_secret=secret,
        resource_owner_key=begun["oauth_token"],
        resource_owner_secret=begun["oauth_token_secret"],
        verifier=pin_of(begun["oauth_token"]),
    )
    access = session.fetch_access_token(f"{api}/oauth/access_token")
    session = OAuth1Session(
        key,
        client_secret=secret,
        resource_owner_key=access["oauth_token"],
        resource_owner_secret=access["oauth_token_secret"],
    )
    me = session.get(f"{api}/2/users/me", params={"user.fields": "created_at,description"})
    assert me.json()["data"]["username"] == "ada", me.text
    posted = session.post(f"{api}/2/tweets", json={"text": f"From {host}"})
    assert posted.status_code == 201, posted.text


def with_tweepy():
    """tweepy without a callback. One handler signs in twice."""
    handler = tweepy.OAuth1UserHandler(key, secret)
    for nth in ["first", "second"]:
        handler.get_authorization_url()
        handler.get_access_token(pin_of(handler.request_token["oauth_token"]))
        api = tweepy.API(handler)
        assert api.verify_credentials().screen_name == "ada"
        assert api.get_user(screen_name="bob").name == "bob"
        assert api.update_status(f"The {nth} from tweepy").user.screen_name == "ada"
    client = tweepy.Client(
        consumer_key=key,
        consumer_secret=secret,
        access_token=handler.access_token,
        access_token_secret=handler.access_token_secret,
    )
    assert client.get_me().data.username == "ada"
    bob = client.get_user(username="bob", user_auth=True).data
    tweet = client.create_tweet(text="A Tweet").data["id"]
    client.like(tweet)
    client.follow_user(bob.id)
    client.create_direct_message(participant_id=bob.id, text="Hi")


def with_twython():
    """twython, which sends GET requests."""
    begun = twython.Twython(key, secret).get_authentication_tokens(callback_url="oob")
    token = begun["oauth_token"]
    twitter = twython.Twython(key, secret, token, begun["oauth_token_secret"])
    access = twitter.get_authorized_tokens(pin_of(token))
    assert access["screen_name"] == "ada", access
    twitter = twython.Twython(key, secret, access["oauth_token"], access["oauth_token_secret"])
    assert twitter.lookup_user(screen_name="bob")[0]["screen_name"] == "bob"
    assert twitter.update_status(status="From twython")["user"]["screen_name"] == "ada"


def with_xdk():
    """X's own SDK, with OAuth 1.0a."""
    flow = xdk.oauth1_auth.OAuth1(key, secret, "oob")
    flow.start_oauth_flow()
    access = flow.get_access_token(pin_of(flow.request_token.oauth_token))
    # After a sign-in, the flow itself signs with the secret of the request token.
    auth = xdk.oauth1_auth.OAuth1(
        key, secret, "oob", access.access_token, access.access_token_secret
    )
    client = xdk.Client(auth=auth)
    assert client.users.get_me().data.username == "ada"


sample("api.twitter.com")
sample("api.x.com")
with_tweepy()
with_twython()
with_xdk()
print("passed")
