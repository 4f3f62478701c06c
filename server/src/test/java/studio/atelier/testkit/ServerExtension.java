package studio.atelier.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Resolves the parameters of [WithServer] classes.
final class ServerExtension implements ParameterResolver, AfterAllCallback {

    private static final ExtensionContext.Namespace OURS = ExtensionContext.Namespace.create(ServerExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RunningServer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> test = DatabaseExtension.outermost(context.getRequiredTestClass());
        return store(context).computeIfAbsent(test, _ -> RunningServer.start(settings(test)), RunningServer.class);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Class<?> test = context.getRequiredTestClass();
        if (DatabaseExtension.outermost(test) == test) {
            var server = store(context).remove(test, RunningServer.class);
            if (server != null) {
                server.close();
            }
        }
    }

    private static Map<String, String> settings(Class<?> test) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String pair : test.getAnnotation(WithServer.class).value()) {
            String[] parts = pair.split("=", 2);
            settings.put(parts[0], parts[1]);
        }
        return settings;
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getRoot().getStore(OURS);
    }
}
