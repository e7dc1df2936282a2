local M = {}

---@param config table
function M.apply(config, opts)
  config.font_size = opts.size
  config.color_scheme = 'AdventureTime'
  config.window_decorations = 'TITLE|RESIZE'
end

return M
