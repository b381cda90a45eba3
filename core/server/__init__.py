"""What runs without a browser: gate, login, schedule, webhooks, exports."""
