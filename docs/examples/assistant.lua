-- §10.1 of the design document.
local wezterm = require 'wezterm'
local config = {}

config.enable_module_framework = true

config.modules = {
  ai_assistant = {
    enabled = true,
    model = {
      engine = "mistral",
      model_id = "microsoft/Phi-3.5-mini-instruct",
      quantization = "Q4_0",  -- Balance of speed/quality
      max_tokens = 2048,
      temperature = 0.7,
    },
    ui = {
      keybinding = { key = 'a', mods = 'CTRL|SHIFT' },
      position = "overlay",
    }
  }
}

return config
