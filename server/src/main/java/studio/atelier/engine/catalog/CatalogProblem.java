package studio.atelier.engine.catalog;

import studio.atelier.platform.problem.ProblemCode;

/// Why a model cannot be used.
public enum CatalogProblem implements ProblemCode {
    MODEL_UNKNOWN("catalog.model_unknown", 404, "Unknown model", "Choose a model from GET /api/models."),
    MODEL_AMBIGUOUS("catalog.model_ambiguous", 400, "Ambiguous model", "Name the provider too, as in provider/model."),
    PROVIDER_UNKNOWN("catalog.provider_unknown", 404, "Unknown provider", "Choose a provider from GET /api/providers."),
    TYPE_MISMATCH(
            "catalog.type_mismatch",
            422,
            "The model makes something else",
            "Choose a model of the wanted generation type."),
    PARAMETERS_INVALID(
            "catalog.parameters_invalid", 422, "Parameters need a change", "Correct the parameters and send again."),
    RETIRED("catalog.retired", 410, "The model is gone", "Choose another model; the provider ended this one."),
    PRICE_UNKNOWN(
            "catalog.price_unknown",
            409,
            "Nobody knows the price",
            "Ask an admin to set a ceiling for this model, or choose another one."),
    NOTHING_CAN_RUN(
            "catalog.nothing_can_run",
            409,
            "No model can run this now",
            "No model of this policy has a key, takes these parameters and is in service; choose a model by its name, or"
                    + " add a key."),
    CEILING_INVALID("catalog.ceiling_invalid", 422, "The ceiling cannot be set", "Correct the fields that are named."),
    FAVOURITE_INVALID(
            "catalog.favourite_invalid", 422, "The favourite cannot be kept", "Correct the fields that are named."),
    TURNED_OFF(
            "catalog.turned_off",
            409,
            "The model is turned off",
            "Ask the operator to mend the model's file in the data folder, or choose another model.");

    private final String code;
    private final int status;
    private final String title;
    private final String action;

    CatalogProblem(String code, int status, String title, String action) {
        this.code = code;
        this.status = status;
        this.title = title;
        this.action = action;
    }

    static String priceUnknown(String id) {
        return "The price of " + id + " is not known, so it does not run. An admin can set a ceiling per run with "
                + "PUT /api/admin/models/" + id + ", or choose another model.";
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String action() {
        return action;
    }
}
