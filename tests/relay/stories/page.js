// What a page does that signs in by a hello.
const heard = [];
const until = (found) => new Promise((done) => setInterval(() => found() && done(found()), 5));
const first = (count) => until(() => heard.length >= count && heard.slice(0, count));
const the = (type) => until(() => heard.find((word) => word.t == type));
let socket;
function connect(host, token) {
  socket = new WebSocket(`wss://${host}/v1`, "schoolbell.v1");
  socket.onopen = () => socket.send(JSON.stringify({ t: "hello", can: ["moments", "chat"], token }));
  socket.onmessage = (event) => heard.push(JSON.parse(event.data));
  socket.onclose = (event) => heard.push({ t: "closed", code: event.code });
}
