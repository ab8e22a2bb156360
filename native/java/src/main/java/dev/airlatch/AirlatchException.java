package dev.airlatch;

/** A kit that cannot be used. */
public final class AirlatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String code;

    AirlatchException(String code) {
        super("the kit cannot be used: " + code);
        this.code = code;
    }

    /** The name of the reason, such as "signature-invalid", as in section 12 of SPEC.md. */
    public String code() {
        return code;
    }
}
