import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;

/**
 * The JDK's com.sun.net.httpserver with every capability.
 *
 * <p>usage: java Capable.java PORT
 */
class Capable {
    static final int MAX_SLOW = 10_000;
    static final int MAX_BYTES = 64 << 20;
    static final int MAX_KEYS = 10_000;

    static final Map<String, Integer> runs = new HashMap<>();

    interface Route {
        void serve(HttpExchange exchange) throws IOException, Refused;
    }

    /** A request that is answered with 400. */
    static class Refused extends Exception {
        Refused(String message) {
            super(message);
        }
    }

    static final Map<String, Route> routes = Map.ofEntries(
            Map.entry("/", exchange -> text(exchange, "ok\n")),
            Map.entry("/slow", Capable::slow),
            Map.entry("/read", exchange -> text(exchange, Integer.toString(exchange.getRequestBody().readAllBytes().length))),
            Map.entry("/echo", exchange -> send(exchange, 200, exchange.getRequestBody().readAllBytes())),
            Map.entry("/ignore", exchange -> text(exchange, "ok\n")),
            Map.entry("/size", exchange -> text(exchange, "x".repeat(argument(exchange, "bytes", MAX_BYTES)))),
            Map.entry("/stream", Capable::stream),
            Map.entry("/close", Capable::close),
            Map.entry("/no-content", exchange -> exchange.sendResponseHeaders(204, -1)),
            Map.entry("/not-modified", exchange -> exchange.sendResponseHeaders(304, -1)),
            Map.entry("/count", Capable::count));

    static void serve(HttpExchange exchange) throws IOException {
        Route route = routes.get(exchange.getRequestURI().getPath());
        try (exchange) {
            if (route == null) {
                send(exchange, 404, "no such capability\n".getBytes());
                return;
            }
            route.serve(exchange);
        } catch (Refused refused) {
            send(exchange, 400, (refused.getMessage() + "\n").getBytes());
        }
    }

    static void send(HttpExchange exchange, int status, byte[] content) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/plain");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(content.length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
        exchange.getResponseBody().write(content);
    }

    static void text(HttpExchange exchange, String content) throws IOException {
        send(exchange, 200, content.getBytes());
    }

    static String query(HttpExchange exchange, String name) {
        String query = exchange.getRequestURI().getQuery();
        return query != null && query.startsWith(name + "=") ? query.substring(name.length() + 1) : "";
    }

    static int argument(HttpExchange exchange, String name, int limit) throws Refused {
        String value = query(exchange, name);
        if (!value.matches("[0-9]{1,9}") || Integer.parseInt(value) > limit) {
            throw new Refused(name + " must be a number from 0 to " + limit);
        }
        return Integer.parseInt(value);
    }

    static void slow(HttpExchange exchange) throws IOException, Refused {
        try {
            Thread.sleep(argument(exchange, "ms", MAX_SLOW));
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
        text(exchange, "slow\n");
    }

    static void stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/plain");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        exchange.sendResponseHeaders(200, 0);
        for (String part : new String[] {"one\n", "two\n", "three\n"}) {
            exchange.getResponseBody().write(part.getBytes());
            exchange.getResponseBody().flush();
        }
    }

    static void close(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Connection", "close");
        text(exchange, "close\n");
    }

    static void count(HttpExchange exchange) throws IOException, Refused {
        String key = query(exchange, "key");
        int ran;
        synchronized (runs) {
            if (key.isEmpty() || (!runs.containsKey(key) && runs.size() >= MAX_KEYS)) {
                throw new Refused("no key, or too many of them");
            }
            ran = runs.merge(key, 1, Integer::sum);
        }
        text(exchange, Integer.toString(ran));
    }

    public static void main(String[] arguments) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), Integer.parseInt(arguments[0]));
        HttpServer server = HttpServer.create(address, 0);
        server.createContext("/", Capable::serve);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
    }
}
