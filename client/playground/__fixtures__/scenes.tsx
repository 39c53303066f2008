import { render } from "preact";
import { App } from "../app.tsx";
import { FakeClient } from "./fake-client.ts";
import { playScene } from "./scenes.ts";

/** A picture that the page draws itself. */
function drawCanvas(): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = 640;
  canvas.height = 420;
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("This browser has no canvas.");
  context.fillStyle = "#c9b79c";
  context.fillRect(0, 0, 640, 420);
  context.fillStyle = "#5d7a6b";
  context.fillRect(0, 280, 640, 140);
  context.fillStyle = "#d4461a";
  context.beginPath();
  context.arc(440, 150, 80, 0, Math.PI * 2);
  context.fill();
  return canvas;
}

function drawPicture(): Promise<Blob> {
  const canvas = drawCanvas();
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob === null ? reject(new Error("No picture.")) : resolve(blob))),
  );
}

const client = new FakeClient();
client.preview = drawCanvas().captureStream();
const scene = new URLSearchParams(location.search).get("scene") ?? "empty";
client.onFirstConnect = () => playScene(client, scene);
const root = document.getElementById("app");
if (root !== null)
  render(<App client={client} loadImage={drawPicture} onNewConversation={() => {}} />, root);
