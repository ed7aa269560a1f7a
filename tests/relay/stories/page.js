// What a page does that signs in by a hello.
const heard = [];
const when = (wanted) => new Promise((done) => setInterval(() => wanted(heard) && done(heard), 5));
let socket;
function connect(host, token) {
  socket = new WebSocket(`wss://${host}/v1`, "schoolbell.v1");
  socket.onopen = () => socket.send(JSON.stringify({ t: "hello", can: ["moments", "chat"], token }));
  socket.onmessage = (event) => heard.push(JSON.parse(event.data));
  socket.onclose = (event) => heard.push({ t: "closed", code: event.code });
}
