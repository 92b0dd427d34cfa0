-- Capabilities that http-request return does not have.

local max_slow = 10000
local max_bytes = 64 * 1024 * 1024

local function text(applet, content)
	applet:set_status(200)
	applet:add_header("content-type", "text/plain")
	applet:add_header("content-length", tostring(#content))
	applet:start_response()
	if applet.method ~= "HEAD" then
		applet:send(content)
	end
end

-- argument returns a number between 0 and limit, or nil after a 400.
local function argument(applet, name, limit)
	local n = tonumber(applet.qs:match("^" .. name .. "=(%d+)$"))
	if n and n <= limit then
		return n
	end
	applet:set_status(400)
	applet:add_header("content-length", "0")
	applet:start_response()
	return nil
end

core.register_service("slow", "http", function(applet)
	local ms = argument(applet, "ms", max_slow)
	if ms then
		core.msleep(ms)
		text(applet, "slow\n")
	end
end)

core.register_service("echo", "http", function(applet)
	text(applet, applet:receive())
end)

core.register_service("size", "http", function(applet)
	local bytes = argument(applet, "bytes", max_bytes)
	if bytes then
		text(applet, string.rep("x", bytes))
	end
end)

core.register_service("stream", "http", function(applet)
	applet:set_status(200)
	applet:add_header("content-type", "text/plain")
	applet:start_response()
	for _, part in ipairs({ "one\n", "two\n", "three\n" }) do
		applet:send(part)
	end
end)
