// The page scripts share one scope: each file's names are the others' globals, which tsc checks.
import js from "@eslint/js";
import jsdoc from "eslint-plugin-jsdoc";

export default [
  js.configs.recommended,
  jsdoc.configs["flat/recommended-typescript-flavor-error"],
  {
    files: ["**/*.js"],
    linterOptions: { reportUnusedDisableDirectives: "error" },
    languageOptions: { sourceType: "script" },
    rules: {
      "no-undef": "off", // tsc knows the other files
      "no-unused-vars": ["error", { vars: "local" }],
      "no-var": "error",
      "prefer-const": "error",
      camelcase: ["error", { properties: "never" }],
      eqeqeq: "error",
      "no-eval": "error",
      "no-control-regex": "off", // what is not ASCII is meant
      "jsdoc/require-jsdoc": [
        "error",
        {
          contexts: ["Program > VariableDeclaration"],
          require: { FunctionDeclaration: true, ArrowFunctionExpression: false },
        },
      ],
      "jsdoc/require-description": ["error", { contexts: ["Program > VariableDeclaration"] }],
      "jsdoc/require-param-description": "off", // the type and the name say it
      "jsdoc/require-returns-description": "off",
      "jsdoc/require-returns": "off", // a type for the whole function says it
      "jsdoc/require-property-description": "off",
    },
  },
];
