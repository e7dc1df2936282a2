-- §10.2 of the design document, with the lines around it.
local wezterm = require 'wezterm'
local config = {}

config.modules = {
  ai_assistant = {
    enabled = true,
    model = {
      engine = "mistral",
      model_id = "mistralai/Mistral-7B-Instruct-v0.3",
      quantization = "Q8_0",  -- Higher quality
    },
    rag = {
      enabled = true,
      redis_url = "redis://localhost:6379",
      embedding_model = "sentence-transformers/all-MiniLM-L6-v2",
      auto_ingest = true,  -- Automatically ingest terminal sessions
      ingest_interval = 300,  -- Every 5 minutes
    },
    tools = {
      filesystem = true,
      command_execution = true,
      web_search = true,
    },
    system_prompt = [[
You are a helpful terminal assistant with deep knowledge of Unix/Linux systems.
Provide concise, accurate commands and explanations.
    ]],
  },

  filesystem = {
    enabled = true,
    allowed_directories = {
      wezterm.home_dir,
    },
    read_only = false,
  },
}

return config
