-- §2.4 of the design document.
local wezterm = require 'wezterm'
local config = {}

-- Enable module framework
config.enable_module_framework = true

-- Module-specific configuration
config.modules = {
  ai_assistant = {
    enabled = true,
    model = {
      engine = "mistral",  -- "mistral" or "gemma"
      model_id = "microsoft/Phi-3.5-mini-instruct",
      quantization = "Q4_0",
      max_tokens = 2048,
      temperature = 0.7,
    },
    rag = {
      enabled = true,
      redis_url = "redis://localhost:6379",
      embedding_model = "sentence-transformers/all-MiniLM-L6-v2",
    },
    tools = {
      filesystem = true,
      command_execution = true,
      web_search = false,
    },
    ui = {
      keybinding = { key = 'a', mods = 'CTRL|SHIFT' },
      position = "bottom",  -- "overlay", "bottom", "right"
      height_percent = 30,
    }
  },

  filesystem = {
    enabled = true,
    allowed_directories = {
      "~",
    },
    read_only = false,
  },
}

return config
