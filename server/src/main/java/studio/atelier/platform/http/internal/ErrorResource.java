package studio.atelier.platform.http.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Where the servlet container sends what was refused with a bare status.
@RestController
class ErrorResource implements ErrorController {

    private final Renderer renderer;

    ErrorResource(Renderer renderer) {
        this.renderer = renderer;
    }

    @RequestMapping("/error")
    void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
        renderer.render(Refusals.ofErrorDispatch(request), request, response);
    }
}
