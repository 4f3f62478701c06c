package studio.atelier.engine.generation;

import java.util.List;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import studio.atelier.engine.budgets.Cap;
import studio.atelier.engine.budgets.CapView;
import studio.atelier.engine.budgets.Taking;
import studio.atelier.engine.catalog.Price;
import studio.atelier.engine.credits.Balance;
import studio.atelier.engine.generation.Estimate.Budget;
import studio.atelier.engine.generation.Estimate.Budgets;
import studio.atelier.engine.generation.Estimate.Funds;
import studio.atelier.engine.generation.Estimate.Line;
import studio.atelier.engine.projects.Project;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.http.Envelope;
import studio.atelier.platform.money.Micros;

/// `POST /api/estimate-cost`: the price by the same code that reserves it.
@RestController
class EstimateResource {

    private final Acceptance acceptance;
    private final Rooms rooms;

    EstimateResource(Acceptance acceptance, Rooms rooms) {
        this.acceptance = acceptance;
        this.rooms = rooms;
    }

    @PostMapping("/api/estimate-cost")
    Envelope<Estimate> estimate(Actor actor, @RequestBody GenerationBody body) {
        var quote = acceptance.quote(actor, body.request(null, "estimate"));
        Price price = quote.price();
        Project project = quote.project();
        Balance balance = rooms.credits().balance(actor.person());
        boolean paid = quote.keySource().equals("server") && price.amount().isPositive();
        return Envelope.of(new Estimate(
                price.amount().value(),
                price.amount().cents(),
                price.estimate(),
                "USD",
                lines(price),
                quote.keySource(),
                quote.keyName(),
                project == null ? null : budget(project),
                budgets(rooms.credits().judge(Acceptance.spender(actor, project), price.amount())),
                new Funds(
                        balance.available().value(),
                        balance.held().value(),
                        !paid || balance.available().compareTo(price.amount()) >= 0)));
    }

    private static List<Line> lines(Price price) {
        return price.lines().stream()
                .map(line -> new Line(
                        line.label(),
                        line.quantity(),
                        line.unit().value(),
                        line.amount().value()))
                .toList();
    }

    private static Budgets budgets(Taking judged) {
        return switch (judged) {
            case Taking.Refused(var caps) -> new Budgets(false, views(caps), List.of());
            case Taking.Taken(var warnings) -> new Budgets(true, List.of(), views(warnings));
        };
    }

    private static List<CapView> views(List<Cap> caps) {
        return caps.stream().map(CapView::of).toList();
    }

    private static Budget budget(Project project) {
        Micros remaining = project.remaining();
        return new Budget(
                project.budgetCents(),
                project.spent().value(),
                project.held().value(),
                remaining == null ? null : remaining.value());
    }
}
