"""Drives Premium endpoints with requests-oauthlib: premium.py API CONTROL [PORT CA_FILE].

API is the base URL to call. With PORT, its host is resolved to that port of this machine, as an
entry in the hosts file would have it, and CA_FILE is trusted.
"""

import base64
import hashlib
import hmac
import http.server
import json
import queue
import sys
import threading
import urllib.parse

import requests
from requests_oauthlib import OAuth1, OAuth1Session

from redirect import redirect

api, control = sys.argv[1:3]
verify = True
if len(sys.argv) > 3:
    port, verify = int(sys.argv[3]), sys.argv[4]
    redirect([urllib.parse.urlsplit(api).hostname], port)


def control_post(path, body):
    response = requests.post(f"{control}/emulator/{path}", json=body)
    response.raise_for_status()
    return response.json()


def expect(response, status):
    assert response.status_code == status, (response.request.url, response.status_code, response.text)
    return response.json() if response.content else None


app = requests.get(f"{control}/emulator/credentials").json()["apps"][0]
key, secret = app["consumer_key"], app["consumer_secret"]
owner = next(user for user in app["users"] if user["id"] == app["owner"])
received = queue.Queue()


def sign(data):
    mac = hmac.new(secret.encode(), data, hashlib.sha256)
    return "sha256=" + base64.b64encode(mac.digest()).decode()


class Webhook(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        response = json.dumps({"response_token": sign(query["crc_token"][0].encode())}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(response)))
        self.end_headers()
        self.wfile.write(response)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        received.put((self.headers["X-Twitter-Webhooks-Signature"], body))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Webhook)
threading.Thread(target=server.serve_forever, daemon=True).start()
webhook_url = f"http://127.0.0.1:{server.server_address[1]}/webhook?of=python"

# Sign-in by PIN.
session = OAuth1Session(key, client_secret=secret, callback_uri="oob")
session.verify = verify
request_token = session.fetch_request_token(f"{api}/oauth/request_token")["oauth_token"]
pin = control_post(f"sign-ins/{request_token}/allow", {"user": "ada"})["pin"]
session = OAuth1Session(
    key,
    client_secret=secret,
    resource_owner_key=request_token,
    resource_owner_secret=session._client.client.resource_owner_secret,
    verifier=pin,
)
session.verify = verify
access = session.fetch_access_token(f"{api}/oauth/access_token")
assert access["screen_name"] == "ada", access

response = requests.post(
    f"{api}/oauth2/token",
    auth=(key, secret),
    data={"grant_type": "client_credentials"},
    verify=verify,
)
bearer = {"Authorization": "Bearer " + expect(response, 200)["access_token"]}
as_owner = OAuth1(key, secret, owner["access_token"], owner["access_token_secret"])
as_ada = OAuth1(key, secret, access["oauth_token"], access["oauth_token_secret"])
root = f"{api}/1.1/account_activity/all/prod"


def call(method, path, status, **named):
    return expect(requests.request(method, root + path, verify=verify, **named), status)


webhook = call("POST", "/webhooks.json", 200, auth=as_owner, params={"url": webhook_url})
assert webhook["valid"] and webhook["url"] == webhook_url, webhook
call("PUT", f"/webhooks/{webhook['id']}.json", 204, auth=as_owner)
assert [it["id"] for it in call("GET", "/webhooks.json", 200, headers=bearer)] == [webhook["id"]]

call("POST", "/subscriptions.json", 204, auth=as_ada)
call("GET", "/subscriptions.json", 204, auth=as_ada)
listed = call("GET", "/subscriptions/list.json", 200, headers=bearer)
assert [it["user_id"] for it in listed["subscriptions"]] == [access["user_id"]], listed

# A wrong secret gives a wrong signature.
wrong = OAuth1(key, "wrong", access["oauth_token"], access["oauth_token_secret"])
assert call("GET", "/subscriptions.json", 401, auth=wrong)["errors"][0]["code"] == 32

control_post("actions", {"action": "post", "user": "ada", "text": "Grüße & tea"})
signature, body = received.get(timeout=30)
assert hmac.compare_digest(signature, sign(body)), signature
payload = json.loads(body)
assert payload["for_user_id"] == access["user_id"], payload
assert payload["tweet_create_events"][0]["text"] == "Grüße &amp; tea", payload

call("DELETE", f"/subscriptions/{access['user_id']}.json", 204, headers=bearer)
call("DELETE", f"/webhooks/{webhook['id']}.json", 204, auth=as_owner)
print("passed")
