"""A tiny front-end of another host: it shows drafts and carries Wagtail's user bar."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

PAGE = """<!doctype html>
<html lang="zh-Hans">
  <head><meta charset="utf-8"><title>前端</title></head>
  <body>
    <main><h1></h1><p id="summary"></p><h2></h2></main>
    <div id="userbar"></div>
    <script>
      const house = "HOUSE";
      async function show() {
        const answer = await fetch(`${house}/api/v2/preview/${location.search}`);
        const story = await answer.json();
        document.querySelector("h1").textContent = story.title ?? story.detail;
        document.querySelector("#summary").textContent = story.summary ?? "";
      }
      async function addUserbar() {
        const answer = await fetch(`${house}/userbar/`);
        const bar = document.querySelector("#userbar");
        bar.innerHTML = await answer.text();
        // Scripts that come as HTML do not run; they are made anew, in their order.
        for (const script of bar.querySelectorAll("script[src]")) {
          const copy = document.createElement("script");
          await new Promise((resolve) => {
            copy.onload = resolve;
            copy.src = script.src;
            document.body.append(copy);
          });
        }
      }
      show().then(addUserbar);
    </script>
  </body>
</html>
"""


@contextmanager
def running_front_end(house: str) -> Iterator[str]:
    """Run it before the house at this address; yield its own address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = PAGE.replace("HOUSE", house).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", f"frame-ancestors {house}")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
