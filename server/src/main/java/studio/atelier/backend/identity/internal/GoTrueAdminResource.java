package studio.atelier.backend.identity.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.platform.http.Caller;
import tools.jackson.databind.JsonNode;

/// `/auth/v1/admin` and `/auth/v1/invite`, for programs with the secret key. Source: wire reference 2.13, 8.4.
@RestController
@RequestMapping("/auth/v1")
class GoTrueAdminResource {

    private static final Pattern ROLE = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
    private static final Pattern HASH = Pattern.compile("\\$(2[aby]|argon2id?|argon2i)\\$.{20,500}");

    private final GoTrueDesk desk;
    private final ManagedAccounts accounts;
    private final Factors factors;
    private final Invitations invitations;
    private final GoTrueJson json;

    GoTrueAdminResource(
            GoTrueDesk desk, ManagedAccounts accounts, Factors factors, Invitations invitations, GoTrueJson json) {
        this.desk = desk;
        this.accounts = accounts;
        this.factors = factors;
        this.invitations = invitations;
        this.json = json;
    }

    @GetMapping("/admin/users")
    ResponseEntity<Map<String, Object>> list(
            @RequestParam(defaultValue = "") String page,
            @RequestParam(name = "per_page", defaultValue = "") String perPage,
            @RequestParam(defaultValue = "") String filter,
            @RequestParam(defaultValue = "created_at desc") String sort,
            Caller caller,
            HttpServletRequest request) {
        desk.requireService(caller, request);
        boolean newestFirst = newestFirst(sort);
        Pages pages = Pages.of(page, perPage);
        var found = accounts.page(filter.strip().toLowerCase(Locale.ROOT), newestFirst, pages.number(), pages.size());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("users", found.accounts().stream().map(json::user).toList());
        body.put("aud", "authenticated");
        return pages.head("/admin/users", found.total()).body(body);
    }

    private static boolean newestFirst(String sort) {
        String[] words = sort.strip().split(" ", 2);
        if (!words[0].equals("created_at")) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("Bad Sort Parameters: bad field for sort '" + words[0] + "'");
        }
        return switch (words.length == 1 ? "desc" : words[1].toLowerCase(Locale.ROOT)) {
            case "desc" -> true;
            case "asc" -> false;
            default ->
                throw GoTrueProblem.VALIDATION_FAILED.problem("Bad Sort Parameters: bad direction for sort '" + words[1]
                        + "', only 'asc' and 'desc' allowed");
        };
    }

    @PostMapping("/admin/users")
    Map<String, @Nullable Object> create(@RequestBody JsonNode content, Caller caller, HttpServletRequest request) {
        desk.requireService(caller, request);
        var body = new GoTrueBody(content);
        if (!body.has("email") && !body.has("phone")) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("Cannot create a user without either an email or phone");
        }
        if (body.has("password") && body.has("password_hash")) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("Only a password or a password hash should be provided");
        }
        String password = body.has("password") ? body.text("password") : null;
        if (password != null) {
            // The rule for people is not one for programs, which bring passwords from elsewhere.
            desk.accounts().checkLength(password);
        }
        return json.user(accounts.create(caller.actor(), fields(body, password)));
    }

    private static ManagedAccounts.Fields fields(GoTrueBody body, @Nullable String password) {
        String hash = body.has("password_hash") ? body.text("password_hash") : null;
        if (hash != null && !HASH.matcher(hash).matches()) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("Unsupported password hash");
        }
        String role = body.text("role");
        if (!role.isEmpty() && !ROLE.matcher(role).matches()) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("Invalid role");
        }
        return new ManagedAccounts.Fields(
                body.has("id") ? customId(body.text("id")) : null,
                body.has("email") ? GoTrueBody.email(body.text("email")) : null,
                body.has("phone") ? GoTrueBody.phone(body.text("phone")) : null,
                password,
                hash,
                body.flag("email_confirm", false),
                body.flag("phone_confirm", false),
                body.optionalObject("user_metadata"),
                body.optionalObject("app_metadata"),
                role,
                ban(body.text("ban_duration")));
    }

    private static UUID customId(String text) {
        UUID id = Uuids.parse(text)
                .orElseThrow(() -> GoTrueProblem.VALIDATION_FAILED.problem("ID must conform to the uuid v4 format"));
        if (id.equals(new UUID(0, 0))) {
            throw GoTrueProblem.VALIDATION_FAILED.problem("ID cannot be a nil uuid");
        }
        return id;
    }

    private static @Nullable Duration ban(String text) {
        if (text.isEmpty()) {
            return null;
        }
        return text.equals("none")
                ? Duration.ZERO
                : GoDuration.parse(text)
                        .orElseThrow(() -> GoTrueProblem.VALIDATION_FAILED.problem(
                                "invalid format for ban duration: time: invalid duration \"" + text + "\""));
    }

    @GetMapping("/admin/users/{id}")
    Map<String, @Nullable Object> show(@PathVariable String id, Caller caller, HttpServletRequest request) {
        desk.requireService(caller, request);
        return json.user(account(id));
    }

    @PutMapping("/admin/users/{id}")
    Map<String, @Nullable Object> update(
            @PathVariable String id, @RequestBody JsonNode content, Caller caller, HttpServletRequest request) {
        desk.requireService(caller, request);
        Account account = account(id);
        var body = new GoTrueBody(content);
        String password = body.given("password") ? body.text("password") : null;
        if (password != null) {
            desk.accounts().checkPassword(password, account.admin());
        }
        return json.user(accounts.update(caller.actor(), account, fields(body, password)));
    }

    @DeleteMapping("/admin/users/{id}")
    Map<String, Object> delete(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable JsonNode content,
            Caller caller,
            HttpServletRequest request) {
        desk.requireService(caller, request);
        boolean softly = content != null && new GoTrueBody(content).flag("should_soft_delete", false);
        accounts.delete(caller.actor(), account(id), softly);
        return Map.of();
    }

    @GetMapping("/admin/users/{id}/factors")
    List<Map<String, @Nullable Object>> factors(@PathVariable String id, Caller caller, HttpServletRequest request) {
        desk.requireService(caller, request);
        return json.factors(account(id).id());
    }

    @PutMapping("/admin/users/{id}/factors/{factor}")
    Map<String, @Nullable Object> renameFactor(
            @PathVariable String id,
            @PathVariable String factor,
            @RequestBody JsonNode content,
            Caller caller,
            HttpServletRequest request) {
        desk.requireService(caller, request);
        Account account = account(id);
        String name = new GoTrueBody(content).text("friendly_name");
        return GoTrueJson.factor(factors.rename(caller.actor(), account.id(), factorId(factor), name));
    }

    private static UUID factorId(String text) {
        return Uuids.parse(text).orElseThrow(() -> GoTrueProblem.PATH_INVALID.problem("factor_id must be an UUID"));
    }

    @DeleteMapping("/admin/users/{id}/factors/{factor}")
    Map<String, @Nullable Object> removeFactor(
            @PathVariable String id, @PathVariable String factor, Caller caller, HttpServletRequest request) {
        desk.requireService(caller, request);
        Account account = account(id);
        return GoTrueJson.factor(factors.removeFor(caller.actor(), account.id(), factorId(factor)));
    }

    private Account account(String id) {
        UUID known = Uuids.parse(id).orElseThrow(() -> GoTrueProblem.PATH_INVALID.problem("user_id must be an UUID"));
        return accounts.byId(known).orElseThrow(GoTrueProblem.MANAGED_USER_NOT_FOUND::problem);
    }

    @PostMapping("/invite")
    Map<String, @Nullable Object> invite(
            @RequestBody JsonNode content,
            @RequestParam(name = "redirect_to", defaultValue = "") String redirect,
            Caller caller,
            HttpServletRequest request) {
        desk.requireService(caller, request);
        var body = new GoTrueBody(content);
        String email = GoTrueBody.email(body.text("email"));
        return json.user(invitations.invite(
                caller.actor(), email, body.object("data"), desk.way(caller, request, redirect, null)));
    }

    @PostMapping("/admin/generate_link")
    Map<String, @Nullable Object> link(
            @RequestBody JsonNode content,
            @RequestParam(name = "redirect_to", defaultValue = "") String redirect,
            Caller caller,
            HttpServletRequest request) {
        desk.requireService(caller, request);
        var body = new GoTrueBody(content);
        String type = body.text("type");
        String email = GoTrueBody.email(body.text("email"));
        if (type.equals("signup")) {
            desk.accounts().checkSignUp(body.text("password"));
        }
        Letters.Way way =
                desk.way(caller, request, body.has("redirect_to") ? body.text("redirect_to") : redirect, null);
        var asked = new Invitations.Asked(
                type,
                email,
                Optional.of(body.text("new_email"))
                        .filter(text -> !text.isEmpty())
                        .map(GoTrueBody::email)
                        .orElse(null),
                type.equals("signup") ? body.text("password") : null,
                body.object("data"));
        Invitations.Link link = invitations.link(caller.actor(), asked, way);
        Map<String, @Nullable Object> answer = json.user(link.account());
        answer.put("action_link", link.link());
        answer.put("email_otp", link.token().code());
        answer.put("hashed_token", link.token().hash());
        answer.put("verification_type", link.type());
        answer.put("redirect_to", way.redirectTo());
        return answer;
    }
}
