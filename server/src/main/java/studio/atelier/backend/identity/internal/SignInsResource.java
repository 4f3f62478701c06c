package studio.atelier.backend.identity.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.backend.identity.IdentityProblem;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Caller;
import studio.atelier.platform.http.Envelope;

/// What a person sees and ends of their own sign-ins, and the change of address they think better of.
@RestController
@RequestMapping("/api/account")
class SignInsResource {

    private final Sessions sessions;
    private final AccountChanges changes;

    SignInsResource(Sessions sessions, AccountChanges changes) {
        this.sessions = sessions;
        this.changes = changes;
    }

    /// Newest first, this one marked.
    @GetMapping("/sessions")
    Envelope<Map<String, Object>> list(Caller caller) {
        UUID person = caller.requirePerson().person();
        List<Map<String, @Nullable Object>> all = sessions.of(person).stream()
                .map(seen -> json(seen, seen.session().id().equals(caller.sessionId())))
                .toList();
        return Envelope.of(Map.of("sessions", all));
    }

    @DeleteMapping("/sessions/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end(@PathVariable String id, Caller caller) {
        Actor person = caller.requirePerson();
        boolean ended = Uuids.parse(id)
                .map(session -> sessions.endOne(person.person(), session))
                .orElse(false);
        if (!ended) {
            throw IdentityProblem.SIGN_IN_NOT_FOUND.problem();
        }
    }

    /// The new address is forgotten; the links and codes sent for it are void. Nothing is wrong where none waits.
    @DeleteMapping("/email-change")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void withdraw(Caller caller) {
        changes.withdrawEmail(caller.requirePerson());
    }

    private static Map<String, @Nullable Object> json(SessionStore.Seen seen, boolean current) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", seen.session().id());
        json.put("current", current);
        json.put("created_at", seen.session().signedInAt());
        json.put("last_used_at", seen.usedAt());
        json.put("ends_at", seen.session().endsAt());
        json.put("user_agent", seen.userAgent());
        json.put("ip", seen.address());
        json.put("aal", seen.session().aal());
        json.put(
                "methods",
                seen.session()
                        .amr()
                        .valueStream()
                        .map(entry -> entry.path("method").asString(""))
                        .toList());
        return json;
    }
}
