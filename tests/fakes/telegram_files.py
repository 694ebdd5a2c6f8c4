"""Files on the fake Bot API server: sent by people, asked for by getFile, fetched under /file, 20 MB at most."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tests.fakes.faults import Refusal
from tests.fakes.telegram_calls import Params

MOST = 20 * 2**20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Files:
    """By file_id. `fetched`: what was really downloaded; `gone`: files whose link has run out."""

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}
        self.fetched: list[str] = []
        self.gone: set[str] = set()

    def document(self, name: str, content: bytes) -> dict[str, Any]:
        """A message's `document` for a file that somebody sends."""
        file_id = f"FILE{len(self.contents) + 1}"
        self.contents[file_id] = content
        size = {"file_size": len(content)}
        return {"file_id": file_id, "file_unique_id": f"U{file_id}", "file_name": name, "mime_type": XLSX, **size}

    def call(self, method: str, params: Params) -> dict[str, Any]:
        """The result of getFile, or Refusal as the server words it."""
        file_id = str(params["file_id"])
        if file_id not in self.contents:
            raise Refusal(400, "Bad Request: invalid file_id")
        if len(self.contents[file_id]) > MOST:
            raise Refusal(400, "Bad Request: file is too big")
        size = {"file_size": len(self.contents[file_id])}
        return {"file_id": file_id, "file_unique_id": f"U{file_id}", "file_path": f"documents/{file_id}", **size}

    async def serve(self, request: web.Request) -> web.Response:
        """GET /file/bot<token>/documents/<file_id>"""
        file_id = request.match_info["name"]
        if file_id in self.gone or file_id not in self.contents:
            return web.json_response({"ok": False, "error_code": 404, "description": "Not Found"}, status=404)
        self.fetched.append(file_id)
        return web.Response(body=self.contents[file_id])
