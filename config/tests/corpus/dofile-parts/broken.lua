return { this is not lua
