package studio.atelier.platform.http.internal;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import studio.atelier.platform.http.ProblemDialect.Answer;
import studio.atelier.platform.http.ProblemDialect.Asked;
import studio.atelier.platform.problem.Problem;

/// What the container itself refuses, such as a request that is not HTTP or headers beyond their limit: as
/// a problem too, not as a page that tells the server's name.
final class ContainerErrors extends ErrorHandler {

    private final Renderer renderer;

    ContainerErrors(Renderer renderer) {
        this.renderer = renderer;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Problem problem = request.getAttribute(ERROR_EXCEPTION) instanceof Throwable failure
                ? of(failure, response.getStatus())
                : Refusals.ofStatus(response.getStatus());
        String path = request.getAttribute(Trace.ATTRIBUTE) instanceof Trace trace ? trace.path() : "";
        Map<String, String> headers = new HashMap<>();
        for (HttpField field : request.getHeaders()) {
            headers.putIfAbsent(field.getName().toLowerCase(Locale.ROOT), field.getValue());
        }
        String id = request.getAttribute(Trace.ATTRIBUTE) instanceof Trace trace
                ? trace.exchange().requestId()
                : "";
        Answer answer = renderer.answer(problem, new Asked(id, request.getMethod(), path, headers));
        byte[] body = renderer.body(answer);
        response.setStatus(answer.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
        answer.headers().forEach(response.getHeaders()::put);
        boolean head = request.getMethod().equals("HEAD");
        response.write(true, head ? ByteBuffer.allocate(0) : ByteBuffer.wrap(body), callback);
        return true;
    }

    private static Problem of(Throwable failure, int status) {
        Problem known = Refusals.of(failure);
        return known.code().status() == 500 && status != 500 ? Refusals.ofStatus(status) : known;
    }
}
