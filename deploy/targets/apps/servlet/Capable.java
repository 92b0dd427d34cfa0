import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.servlet.AsyncContext;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/**
 * Every capability as a servlet. A start program for Jakarta EE writes jakarta for javax.
 *
 * <p>The slow one is asynchronous: it gives its thread back and answers from another.
 */
public class Capable extends HttpServlet {
    static final int MAX_SLOW = 10_000;
    static final int MAX_BYTES = 64 << 20;
    static final int MAX_KEYS = 10_000;

    private final Map<String, Integer> runs = new HashMap<>();
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);

    /** A request that is answered with 400. */
    static class Refused extends Exception {
        Refused(String message) {
            super(message);
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            route(request, response);
        } catch (Refused refused) {
            text(response, 400, refused.getMessage() + "\n");
        }
    }

    private void route(HttpServletRequest request, HttpServletResponse response) throws IOException, Refused {
        switch (request.getRequestURI()) {
            case "/", "/ignore" -> text(response, 200, "ok\n");
            case "/slow" -> slow(request, argument(request, "ms", MAX_SLOW));
            case "/read" -> text(response, 200, Integer.toString(request.getInputStream().readAllBytes().length));
            case "/echo" -> send(response, 200, request.getInputStream().readAllBytes());
            case "/size" -> text(response, 200, "x".repeat(argument(request, "bytes", MAX_BYTES)));
            case "/stream" -> stream(response);
            case "/close" -> {
                response.setHeader("Connection", "close");
                text(response, 200, "close\n");
            }
            case "/no-content" -> response.setStatus(204);
            case "/not-modified" -> response.setStatus(304);
            case "/count" -> text(response, 200, Integer.toString(count(request)));
            default -> text(response, 404, "no such capability\n");
        }
    }

    private static void send(HttpServletResponse response, int status, byte[] content) throws IOException {
        response.setStatus(status);
        response.setContentType("text/plain");
        response.setContentLength(content.length);
        response.getOutputStream().write(content);
    }

    private static void text(HttpServletResponse response, int status, String content) throws IOException {
        send(response, status, content.getBytes());
    }

    private static String query(HttpServletRequest request, String name) {
        String query = request.getQueryString();
        return query != null && query.startsWith(name + "=") ? query.substring(name.length() + 1) : "";
    }

    private static int argument(HttpServletRequest request, String name, int limit) throws Refused {
        String value = query(request, name);
        if (!value.matches("[0-9]{1,9}") || Integer.parseInt(value) > limit) {
            throw new Refused(name + " must be a number from 0 to " + limit);
        }
        return Integer.parseInt(value);
    }

    private void slow(HttpServletRequest request, int milliseconds) {
        AsyncContext context = request.startAsync();
        context.setTimeout(2L * MAX_SLOW);
        clock.schedule(() -> {
            try {
                text((HttpServletResponse) context.getResponse(), 200, "slow\n");
            } catch (IOException gone) {
                log("nobody waits for the slow answer any more", gone);
            }
            context.complete();
        }, milliseconds, TimeUnit.MILLISECONDS);
    }

    private static void stream(HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        OutputStream out = response.getOutputStream();
        for (String part : new String[] {"one\n", "two\n", "three\n"}) {
            out.write(part.getBytes());
            out.flush();
        }
    }

    private int count(HttpServletRequest request) throws Refused {
        String key = query(request, "key");
        synchronized (runs) {
            if (key.isEmpty() || (!runs.containsKey(key) && runs.size() >= MAX_KEYS)) {
                throw new Refused("no key, or too many of them");
            }
            return runs.merge(key, 1, Integer::sum);
        }
    }
}
