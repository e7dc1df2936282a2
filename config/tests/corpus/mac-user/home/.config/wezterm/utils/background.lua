local h = require("utils.helpers")
local M = {}

M.get_background = function(dark, light)
  return {
    source = {
      Gradient = {
        colors = { h.get_random_entry({ "#000000", "#000000" }) },
      },
    },
    width = "100%",
    height = "100%",
    opacity = dark or 0.85,
  }
end

return M
