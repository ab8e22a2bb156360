package dev.airlatch;

/** The type of a feature. The order is that of airlatch_feature_type. */
public enum FeatureType {
    /** The license does not have the feature. */
    NONE,
    /** Present, without a value. */
    FLAG,
    /** A number. */
    INTEGER,
    /** A text. */
    TEXT
}
