local M = { opts = { options = { icons_enabled = true, theme = 'none' }, sections = {} } }

local function deep_extend(t1, t2)
  local t3 = {}
  for _, t in ipairs({ t1, t2 }) do
    for k, v in pairs(t) do
      if type(t3[k]) == 'table' and type(v) == 'table' then
        t3[k] = deep_extend(t3[k], v)
      else
        t3[k] = v
      end
    end
  end
  return t3
end

function M.set(opts)
  M.opts = deep_extend(M.opts, opts)
end

return M
