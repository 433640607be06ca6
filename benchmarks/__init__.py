"""Scripts that measure and print a table; run from the checkout, never packaged."""
