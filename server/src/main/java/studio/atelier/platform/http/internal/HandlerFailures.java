package studio.atelier.platform.http.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/// Gives what a controller throws, or what finds no controller, to the one renderer. The only resolver
/// there is.
final class HandlerFailures implements HandlerExceptionResolver {

    private static final Logger log = LoggerFactory.getLogger(HandlerFailures.class);

    private final Renderer renderer;

    HandlerFailures(Renderer renderer) {
        this.renderer = renderer;
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception failure) {
        try {
            renderer.render(failure, request, response);
        } catch (IOException gone) {
            log.debug("nobody waits for this answer any more", gone);
        }
        return new ModelAndView();
    }
}
