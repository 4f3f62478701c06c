package studio.atelier.backend.data.http;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.web.servlet.HandlerMapping;
import studio.atelier.platform.http.Caller;
import tools.jackson.databind.json.JsonMapper;

/// `/rest/v1`: hands the request to the engine and its answer to the caller. A servlet of its own, because what
/// finds and calls a controller costs a read a tenth of its time.
final class DataResource extends HttpServlet {

    static final String BASE = "/rest/v1";

    private final transient Engine engine;
    private final transient JsonMapper json;

    DataResource(Engine engine, JsonMapper json) {
        this.engine = engine;
        this.json = json;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, BASE + "/**");
        Reply reply = engine.answer(asked(request));
        response.setStatus(reply.status());
        response.setHeader("Vary", "Accept, Prefer, Range");
        reply.headers().forEach(header -> {
            if (header.name().equalsIgnoreCase("Content-Type")) {
                response.setContentType(header.value());
            } else {
                response.addHeader(header.name(), header.value());
            }
        });
        if (reply.body().length > 0) {
            response.setContentLength(reply.body().length);
            response.getOutputStream().write(reply.body());
        }
    }

    private Asked asked(HttpServletRequest request) throws IOException {
        Caller caller = Caller.of(request);
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            headers.put(name.toLowerCase(Locale.ROOT), Collections.list(request.getHeaders(name)));
        }
        boolean hasBody =
                !request.getMethod().equals("GET") && !request.getMethod().equals("HEAD");
        return new Asked(
                caller.actor(),
                request.getMethod(),
                path(request),
                request.getQueryString(),
                headers,
                cookies(request),
                caller.exchange().site().toString(),
                hasBody ? request.getInputStream().readAllBytes() : new byte[0]);
    }

    private static String path(HttpServletRequest request) {
        String below = request.getRequestURI().substring(BASE.length());
        String decoded = URLDecoder.decode(below.replace("+", "%2B"), StandardCharsets.UTF_8);
        return decoded.isEmpty() ? "/" : decoded;
    }

    private String cookies(HttpServletRequest request) {
        Map<String, String> cookies = new LinkedHashMap<>();
        if (request.getCookies() != null) {
            for (Cookie cookie : request.getCookies()) {
                // The site's own session is nobody's business in the database.
                if (!cookie.getName().startsWith("atelier_")) {
                    cookies.put(cookie.getName(), cookie.getValue());
                }
            }
        }
        return json.writeValueAsString(cookies);
    }
}
