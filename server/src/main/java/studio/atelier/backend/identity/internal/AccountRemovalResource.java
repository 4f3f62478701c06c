package studio.atelier.backend.identity.internal;

import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Caller;
import studio.atelier.platform.http.Envelope;

/// `DELETE /api/account`: the own account with all that is its person's. The answer says what went.
@RestController
class AccountRemovalResource {

    private final AccountRemoval removal;

    AccountRemovalResource(AccountRemoval removal) {
        this.removal = removal;
    }

    record Body(@Nullable String confirm, @Nullable String password) {

        @Override
        public String toString() {
            return "Body[***]";
        }
    }

    @DeleteMapping("/api/account")
    Envelope<Map<String, Object>> delete(
            Actor actor, Caller caller, @RequestBody Body body, HttpServletResponse response) {
        var asked = new AccountRemoval.Asked(
                body.confirm() == null ? "" : body.confirm(), body.password() == null ? "" : body.password());
        var report = removal.remove(actor, caller.sessionId(), asked);
        SessionCookie.clear(response, caller.exchange());
        return Envelope.of(report.json());
    }
}
