"""Public addresses of this node's logs: checkpoints and hash tiles, never entries."""

from django.urls import path

from kakehashi.exchange import public_logs

app_name = "exchange"

urlpatterns = [
    path("<slug:side>/checkpoint", public_logs.checkpoint, name="checkpoint"),
    path("<slug:side>/tile/<path:rest>", public_logs.tile, name="tile"),
]
