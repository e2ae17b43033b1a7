// Calls the emulator over https with Bun, whose TLS is BoringSSL: bun.mjs PORT CA_FILE.

const [port, file] = process.argv.slice(2);
const ca = await Bun.file(file).text();
for (const host of ['localhost', 'api.twitter.com', 'api.x.com', 'twitter.com', 'x.com']) {
  const response = await fetch(`https://localhost:${port}/emulator`, {
    headers: { host },
    tls: { ca, serverName: host },
  });
  await response.body.cancel();
}
console.log('passed');
