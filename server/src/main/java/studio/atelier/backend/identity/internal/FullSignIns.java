package studio.atelier.backend.identity.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.UUID;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import studio.atelier.backend.identity.IdentityProblem;
import studio.atelier.platform.http.Caller;
import studio.atelier.platform.http.Means;

/// Our own routes open to a token of the first level only where its owner has no authenticator (B86). `/auth/v1` and
/// the
/// other routes of Supabase's contract give and take such tokens; there a policy decides, by the claim `aal`.
final class FullSignIns implements WebMvcConfigurer, HandlerInterceptor {

    private final Recognition recognition;

    FullSignIns(Recognition recognition) {
        this.recognition = recognition;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this)
                .addPathPatterns("/api/**", "/v1/**")
                .excludePathPatterns("/api/auth/**", "/api/session");
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        Caller caller = Caller.of(request);
        UUID person = caller.actor().userId();
        if (caller.means() == Means.ACCESS_TOKEN
                && caller.sessionId() != null
                && person != null
                && recognition.half(caller.sessionId(), person)) {
            throw IdentityProblem.SECOND_STEP_REQUIRED.problem();
        }
        return true;
    }
}
